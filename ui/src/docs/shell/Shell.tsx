import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';

import { chooseLanguage } from '../../api/language.ts';
import { accessToken, signOut } from '../../api/session.ts';
import { Button } from '../../kit/Button.tsx';
import { Brand } from '../../kit/frame/Brand.tsx';
import { Content, SkipLink } from '../../kit/frame/Content.tsx';
import { OfflineBar } from '../../kit/frame/OfflineBar.tsx';
import { SignInForm } from '../../kit/session/SignInForm.tsx';
import { Sheet } from '../../kit/Sheet.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useUser } from '../../kit/useSession.ts';
import { CopyButton } from '../CopyButton.tsx';
import type { Operation } from '../data/openapi.ts';
import { useTexts } from '../texts/index.ts';
import { OperationList } from './OperationList.tsx';
import styles from './Shell.module.css';

const SessionMenu = (): ReactNode => {
  const { session } = useTexts();
  const user = useUser();
  const [signingIn, setSigningIn] = useState(false);
  if (user) {
    return (
      <>
        <span className={styles.who}>{session.as(user.username)}</span>
        <CopyButton label={session.copyToken} text={() => accessToken() ?? ''} />
        <Button small onClick={() => void signOut()}>
          {session.signOut}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button small look="primary" onClick={() => setSigningIn(true)}>
        {session.signIn}
      </Button>
      {signingIn && (
        <Sheet title={session.signIn} onClose={() => setSigningIn(false)}>
          <SignInForm onDone={() => setSigningIn(false)} />
        </Sheet>
      )}
    </>
  );
};

const LanguageButton = (): ReactNode => {
  const other = useLanguage() === 'en' ? 'es' : 'en';
  return (
    <Button small look="plain" lang={other} onClick={() => chooseLanguage(other)}>
      {other === 'es' ? 'Español' : 'English'}
    </Button>
  );
};

/** What is around every page. */
export const Shell = ({ operations, children }: { operations: Operation[]; children: ReactNode }): ReactNode => {
  const { part } = useTexts();
  return (
    <div className={styles.frame}>
      <header className={styles.bar}>
        <SkipLink />
        <Link href="/" className={styles.home}>
          <Brand part={part} />
        </Link>
        <div className={styles.tools}>
          <LanguageButton />
          <SessionMenu />
        </div>
      </header>
      <div className={styles.side}>
        <OperationList all={operations} />
      </div>
      <Content className={styles.main}>
        <OfflineBar />
        {children}
      </Content>
    </div>
  );
};
