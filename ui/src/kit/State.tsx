import type { ReactNode } from 'react';

import { Icon, type IconName } from './Icon.tsx';
import styles from './State.module.css';

interface StateProps {
  icon: IconName;
  title: string;
  text?: string;
  children?: ReactNode;
}

/** What a page says when it has nothing else to show: why, and what can be done. */
export const State = ({ icon, title, text, children }: StateProps): ReactNode => (
  <div className={styles.state}>
    <div className={styles.icon}>
      <Icon name={icon} size={30} />
    </div>
    <h2 className={styles.title}>{title}</h2>
    {text && <p className={styles.text}>{text}</p>}
    {children && <div className={styles.action}>{children}</div>}
  </div>
);
