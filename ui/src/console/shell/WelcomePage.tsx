import { useState, type ReactNode } from 'react';

import { Segmented } from '../../kit/Segmented.tsx';
import { SignInForm } from '../../kit/session/SignInForm.tsx';
import { SignUpForm } from '../../kit/session/SignUpForm.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Shell.module.css';

/** The gate shows what is behind it by itself as soon as somebody is signed in. */
const done = (): void => undefined;

export const WelcomePage = (): ReactNode => {
  const { welcome, menu } = useTexts();
  const [kind, setKind] = useState<'in' | 'up'>('in');
  return (
    <main className={styles.welcome}>
      <div className={styles.pitch}>
        <h1>{welcome.title}</h1>
        <p>{welcome.text}</p>
      </div>
      <div className={styles.card}>
        <Segmented
          label={menu}
          value={kind}
          options={[
            ['in', welcome.signIn],
            ['up', welcome.signUp],
          ]}
          onChange={setKind}
        />
        {kind === 'in' ? <SignInForm onDone={done} /> : <SignUpForm onDone={done} />}
      </div>
    </main>
  );
};
