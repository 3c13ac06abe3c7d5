import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

import { Content, SkipLink } from '../../kit/frame/Content.tsx';
import { OfflineBar } from '../../kit/frame/OfflineBar.tsx';
import { Arrival } from './Arrival.tsx';
import styles from './Shell.module.css';
import { TabBar } from './TabBar.tsx';

/** These have an action of their own at the bottom, under the thumb. */
const hasOwnAction = (path: string): boolean => path.startsWith('/promos/');

/** What is around every page. */
export const Shell = ({ children }: { children: ReactNode }): ReactNode => {
  const [path] = useLocation();
  return (
    <>
      <SkipLink />
      <OfflineBar />
      <Content className={styles.main}>{children}</Content>
      <Arrival />
      {!hasOwnAction(path) && <TabBar />}
    </>
  );
};
