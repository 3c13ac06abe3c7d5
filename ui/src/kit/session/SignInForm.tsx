import type { ReactNode } from 'react';

import { signIn } from '../../api/session.ts';
import { SendForm, typed } from '../SendForm.tsx';
import { useKitTexts } from '../texts/index.ts';
import { PasswordField } from './PasswordField.tsx';
import styles from './SignInForm.module.css';
import { UsernameField } from './UsernameField.tsx';

export const SignInForm = ({ onDone }: { onDone: () => void }): ReactNode => {
  const { session: texts } = useKitTexts();
  return (
    <SendForm
      submit={texts.signIn}
      send={(form) => signIn(typed(form, 'username'), typed(form, 'password'))}
      onSent={onDone}
    >
      {(errors) => (
        <>
          <UsernameField errors={errors['username']} />
          <PasswordField label={texts.password} name="password" is="current" errors={errors} />
          {/* Of the storefront, whichever entry this is. */}
          <a className={styles.forgot} href="/forgot-password/">
            {texts.forgot}
          </a>
        </>
      )}
    </SendForm>
  );
};
