import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';

import { Icon, type IconName } from '../../kit/Icon.tsx';
import { useUnread } from '../data/inbox.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Shell.module.css';

const COUNT_MAX = 99;

interface TabProps {
  to: string;
  icon: IconName;
  label: string;
  children?: ReactNode;
}

const Tab = ({ to, icon, label, children }: TabProps): ReactNode => {
  const [path] = useLocation();
  const current = to === '/' ? path === '/' : path.startsWith(to);
  return (
    <li>
      <Link href={to} className={styles.tab} aria-current={current ? 'page' : undefined}>
        <Icon name={icon} />
        <span>{label}</span>
        {children}
      </Link>
    </li>
  );
};

const UnreadBadge = (): ReactNode => {
  const { inbox } = useTexts();
  const unread = useUnread();
  if (unread === 0) return null;
  return (
    <>
      <span className={styles.badge} aria-hidden="true">
        {unread > COUNT_MAX ? `${COUNT_MAX}+` : unread}
      </span>
      <span className="sr-only">{inbox.unreadCount(unread)}</span>
    </>
  );
};

export const TabBar = (): ReactNode => {
  const { tabs } = useTexts();
  return (
    <nav className={styles.tabs} aria-label={tabs.label}>
      <ul className={styles.list}>
        <Tab to="/" icon="bolt" label={tabs.near} />
        <Tab to="/reservations/" icon="ticket" label={tabs.reservations} />
        <Tab to="/inbox/" icon="bell" label={tabs.inbox}>
          <UnreadBadge />
        </Tab>
        <Tab to="/me/" icon="person" label={tabs.me} />
      </ul>
    </nav>
  );
};
