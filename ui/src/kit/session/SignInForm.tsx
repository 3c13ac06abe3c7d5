import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';

import { fieldsOf } from '../../api/errors.ts';
import { signIn } from '../../api/session.ts';
import { Button } from '../Button.tsx';
import { Field } from '../Field.tsx';
import { FormError } from '../status/FormError.tsx';
import { useKitTexts } from '../texts/index.ts';
import styles from './Session.module.css';

export const SignInForm = ({ onDone }: { onDone: () => void }): ReactNode => {
  const { session: texts } = useKitTexts();
  const attempt = useMutation({
    mutationFn: (form: FormData) => signIn(String(form.get('username')), String(form.get('password'))),
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
      <Field
        label={texts.password}
        name="password"
        type="password"
        autoComplete="current-password"
        errors={errors['password']}
        required
      />
      <Button type="submit" look="primary" wide busy={attempt.isPending}>
        {texts.signIn}
      </Button>
    </form>
  );
};
