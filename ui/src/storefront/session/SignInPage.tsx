import type { ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';

import { SignInForm } from '../../kit/session/SignInForm.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { Page } from '../shell/Page.tsx';
import { wayBack } from './back.ts';
import styles from './Session.module.css';

const SignInPage = (): ReactNode => {
  const { session: texts } = useKitTexts();
  const [, navigate] = useLocation();
  const search = useSearch();
  return (
    <Page title={texts.signIn}>
      <p className={styles.lead}>{texts.signInText}</p>
      <SignInForm onDone={() => navigate(wayBack(search), { replace: true })} />
      <p className={styles.other}>
        {texts.noAccount}
        <Link href={`/sign-up/?${search}`}>{texts.signUp}</Link>
      </p>
    </Page>
  );
};

export default SignInPage;
