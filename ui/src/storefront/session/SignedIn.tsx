import type { ReactNode } from 'react';

import type { User } from '../../api/types.ts';
import { ButtonLink } from '../../kit/Button.tsx';
import { State } from '../../kit/State.tsx';
import { Loading } from '../../kit/status/Status.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { useOnline } from '../../kit/useOnline.ts';
import { useSession } from '../../kit/useSession.ts';

/** For those who are signed in; others are asked to. */
export const SignedIn = ({ children }: { children: (user: User) => ReactNode }): ReactNode => {
  const { session: texts, offlineTitle, offlineText } = useKitTexts();
  const session = useSession();
  const online = useOnline();
  if (session.state === 'unknown' && !online) {
    return <State icon="offline" title={offlineTitle} text={offlineText} />;
  }
  if (session.state === 'unknown') return <Loading />;
  if (session.state === 'signed_in') return children(session.user);
  return (
    <State icon="person" title={texts.welcomeTitle} text={texts.signInText}>
      <ButtonLink to="/sign-in/" look="primary">
        {texts.signIn}
      </ButtonLink>
    </State>
  );
};
