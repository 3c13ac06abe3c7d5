import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

import { Icon } from '../../kit/Icon.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { useOnline } from '../../kit/useOnline.ts';
import { Arrival } from './Arrival.tsx';
import styles from './Shell.module.css';
import { TabBar } from './TabBar.tsx';

/** These have an action of their own at the bottom, under the thumb. */
const hasOwnAction = (path: string): boolean => path.startsWith('/promos/');

const OfflineBar = (): ReactNode => {
  const status = useKitTexts();
  return (
    <p className={styles.offline}>
      <Icon name="offline" size={18} />
      {status.offlineBar}
    </p>
  );
};

/** What is around every page. */
export const Shell = ({ children }: { children: ReactNode }): ReactNode => {
  const { skipToContent } = useKitTexts();
  const online = useOnline();
  const [path] = useLocation();
  return (
    <>
      <a className={styles.skip} href="#content">
        {skipToContent}
      </a>
      <div role="status">{!online && <OfflineBar />}</div>
      <main id="content" className={styles.main} tabIndex={-1}>
        {children}
      </main>
      <Arrival />
      {!hasOwnAction(path) && <TabBar />}
    </>
  );
};
