import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';

import { fieldsOf } from '../../api/errors.ts';
import { signUp } from '../../api/session.ts';
import { Button } from '../../kit/Button.tsx';
import { Field } from '../../kit/Field.tsx';
import { useSurroundings } from '../data/place.ts';
import { Page } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import { wayBack } from './back.ts';
import { FormError } from './FormError.tsx';
import styles from './Session.module.css';

const SignUpPage = (): ReactNode => {
  const { session: texts } = useTexts();
  const [, navigate] = useLocation();
  const search = useSearch();
  const { center } = useSurroundings();
  const attempt = useMutation({
    // Who has said where they are is told from the start what opens there.
    mutationFn: (form: FormData) =>
      signUp({
        username: String(form.get('username')),
        email: String(form.get('email')),
        password: String(form.get('password')),
        password_confirm: String(form.get('password_confirm')),
        ...center,
      }),
    onSuccess: () => navigate(wayBack(search), { replace: true }),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    attempt.mutate(new FormData(event.currentTarget));
  };
  const errors = fieldsOf(attempt.error);
  return (
    <Page title={texts.signUp}>
      <p className={styles.lead}>{texts.signInText}</p>
      <form className={styles.form} onSubmit={submit}>
        <FormError error={attempt.error} />
        <Field label={texts.username} name="username" autoComplete="username" autoCapitalize="none" errors={errors['username']} required />
        <Field label={texts.email} name="email" type="email" autoComplete="email" errors={errors['email']} required />
        <Field label={texts.password} hint={texts.passwordHint} name="password" type="password" autoComplete="new-password" errors={errors['password']} required />
        <Field label={texts.passwordAgain} name="password_confirm" type="password" autoComplete="new-password" errors={errors['password_confirm']} required />
        <Button type="submit" look="primary" wide busy={attempt.isPending}>
          {texts.signUp}
        </Button>
      </form>
      <p className={styles.other}>
        {texts.haveAccount}
        <Link href={`/sign-in/?${search}`}>{texts.signIn}</Link>
      </p>
    </Page>
  );
};

export default SignUpPage;
