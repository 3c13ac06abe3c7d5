import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';

import { fieldsOf } from '../../api/errors.ts';
import { signUp } from '../../api/session.ts';
import type { Point } from '../../api/types.ts';
import { Button } from '../Button.tsx';
import { Field } from '../Field.tsx';
import { FormError } from '../status/FormError.tsx';
import { useKitTexts } from '../texts/index.ts';
import styles from './Session.module.css';

interface SignUpFormProps {
  /** Becomes the new account's home. */
  place?: Point | undefined;
  onDone: () => void;
}

export const SignUpForm = ({ place, onDone }: SignUpFormProps): ReactNode => {
  const { session: texts } = useKitTexts();
  const attempt = useMutation({
    mutationFn: (form: FormData) =>
      signUp({
        username: String(form.get('username')),
        email: String(form.get('email')),
        password: String(form.get('password')),
        password_confirm: String(form.get('password_confirm')),
        ...place,
      }),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    attempt.mutate(new FormData(event.currentTarget));
  };
  const errors = fieldsOf(attempt.error);
  return (
    <form className={styles.form} onSubmit={submit}>
      <FormError error={attempt.error} />
      <Field
        label={texts.username}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        errors={errors['username']}
        required
      />
      <Field label={texts.email} name="email" type="email" autoComplete="email" errors={errors['email']} required />
      <Field
        label={texts.password}
        hint={texts.passwordHint}
        name="password"
        type="password"
        autoComplete="new-password"
        errors={errors['password']}
        required
      />
      <Field
        label={texts.passwordAgain}
        name="password_confirm"
        type="password"
        autoComplete="new-password"
        errors={errors['password_confirm']}
        required
      />
      <Button type="submit" look="primary" wide busy={attempt.isPending}>
        {texts.signUp}
      </Button>
    </form>
  );
};
