import type { ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';

import { SignUpForm } from '../../kit/session/SignUpForm.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { useSurroundings } from '../data/place.ts';
import { Page } from '../shell/Page.tsx';
import { wayBack } from './back.ts';
import styles from './Session.module.css';

const SignUpPage = (): ReactNode => {
  const { session: texts } = useKitTexts();
  const [, navigate] = useLocation();
  const search = useSearch();
  // Who has said where they are is told from the start what opens there.
  const { center } = useSurroundings();
  return (
    <Page title={texts.signUp}>
      <p className={styles.lead}>{texts.signInText}</p>
      <SignUpForm place={center} onDone={() => navigate(wayBack(search), { replace: true })} />
      <p className={styles.other}>
        {texts.haveAccount}
        <Link href={`/sign-in/?${search}`}>{texts.signIn}</Link>
      </p>
    </Page>
  );
};

export default SignUpPage;
