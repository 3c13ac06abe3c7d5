import type { ReactNode } from 'react';

import { signUp } from '../../api/session.ts';
import type { Point } from '../../api/types.ts';
import { Field } from '../Field.tsx';
import { SendForm, typed } from '../SendForm.tsx';
import { useKitTexts } from '../texts/index.ts';
import { PasswordField } from './PasswordField.tsx';
import { UsernameField } from './UsernameField.tsx';

interface SignUpFormProps {
  /** Becomes the new account's home. */
  place?: Point | undefined;
  onDone: () => void;
}

export const SignUpForm = ({ place, onDone }: SignUpFormProps): ReactNode => {
  const { session: texts } = useKitTexts();
  const send = (form: FormData): Promise<void> =>
    signUp({
      username: typed(form, 'username'),
      email: typed(form, 'email'),
      password: typed(form, 'password'),
      password_confirm: typed(form, 'password_confirm'),
      ...place,
    });
  return (
    <SendForm submit={texts.signUp} send={send} onSent={onDone}>
      {(errors) => (
        <>
          <UsernameField errors={errors['username']} />
          <Field label={texts.email} name="email" type="email" autoComplete="email" errors={errors['email']} required />
          <PasswordField label={texts.password} hint={texts.passwordHint} name="password" is="new" errors={errors} />
          <PasswordField label={texts.passwordAgain} name="password_confirm" is="new" errors={errors} />
        </>
      )}
    </SendForm>
  );
};
