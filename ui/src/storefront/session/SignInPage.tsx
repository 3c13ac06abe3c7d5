import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';

import { fieldsOf } from '../../api/errors.ts';
import { signIn } from '../../api/session.ts';
import { Button } from '../../kit/Button.tsx';
import { Field } from '../../kit/Field.tsx';
import { Page } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import { wayBack } from './back.ts';
import { FormError } from './FormError.tsx';
import styles from './Session.module.css';

const SignInPage = (): ReactNode => {
  const { session: texts } = useTexts();
  const [, navigate] = useLocation();
  const search = useSearch();
  const attempt = useMutation({
    mutationFn: (form: FormData) => signIn(String(form.get('username')), String(form.get('password'))),
    onSuccess: () => navigate(wayBack(search), { replace: true }),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    attempt.mutate(new FormData(event.currentTarget));
  };
  const errors = fieldsOf(attempt.error);
  return (
    <Page title={texts.signIn}>
      <p className={styles.lead}>{texts.signInText}</p>
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
      <p className={styles.other}>
        {texts.noAccount}
        <Link href={`/sign-up/?${search}`}>{texts.signUp}</Link>
      </p>
    </Page>
  );
};

export default SignInPage;
