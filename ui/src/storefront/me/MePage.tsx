import type { ReactNode } from 'react';

import { chooseLanguage, type Language } from '../../api/language.ts';
import { signOut } from '../../api/session.ts';
import type { User } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Segmented } from '../../kit/Segmented.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useUser } from '../../kit/useSession.ts';
import { stopPush } from '../data/push.ts';
import { SignedIn } from '../session/SignedIn.tsx';
import { Page, Section } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import { AccountPanel } from './AccountPanel.tsx';
import { HomePanel } from './HomePanel.tsx';
import styles from './Me.module.css';
import { NoticesPanel } from './NoticesPanel.tsx';
import { useChangeProfile } from './useChangeProfile.ts';

const LANGUAGES: [Language, string][] = [
  ['en', 'English'],
  ['es', 'Español'],
];

const LanguageChoice = (): ReactNode => {
  const { me } = useTexts();
  const language = useLanguage();
  const user = useUser();
  const change = useChangeProfile();
  const choose = (chosen: Language): void => {
    chooseLanguage(chosen);
    // So that notices come in it, too.
    if (user) change.mutate({ locale: chosen });
  };
  return (
    <Section heading={me.language}>
      <Segmented label={me.language} value={language} options={LANGUAGES} onChange={choose} />
    </Section>
  );
};

const Who = ({ user }: { user: User }): ReactNode => {
  const { me } = useTexts();
  const name = user.first_name || user.username;
  return (
    <div className={styles.who}>
      <span className={styles.avatar} aria-hidden="true">
        {name.slice(0, 1).toUpperCase()}
      </span>
      <div>
        <p className={styles.hello}>{me.hello(name)}</p>
        <p className={styles.soft}>
          {me.segment[user.user_type]} · {user.email}
        </p>
      </div>
    </div>
  );
};

const leave = (): Promise<void> =>
  stopPush()
    .catch(() => undefined) // then the server forgets this browser when it is told that it is no more
    .then(signOut);

const MePage = (): ReactNode => {
  const { me } = useTexts();
  const signedIn = useUser() !== undefined;
  return (
    <Page title={me.title}>
      <SignedIn>
        {(user) => (
          <>
            <Who user={user} />
            <HomePanel user={user} />
            <NoticesPanel user={user} />
            <AccountPanel />
          </>
        )}
      </SignedIn>
      <LanguageChoice />
      <div className={styles.end}>
        <a className={styles.soft} href="/console/">
          {me.forStores}
        </a>
        {signedIn && <Button onClick={() => void leave()}>{me.signOut}</Button>}
      </div>
    </Page>
  );
};

export default MePage;
