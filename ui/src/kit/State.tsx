import type { ReactNode } from 'react';

import { Icon, type IconName } from './Icon.tsx';
import styles from './State.module.css';

interface StateProps {
  icon: IconName;
  title: string;
  text?: string;
  /** The page has no other heading. */
  alone?: boolean;
  children?: ReactNode;
}

/** What a page says when it has nothing else to show: why, and what can be done. */
export const State = ({ icon, title, text, alone = false, children }: StateProps): ReactNode => {
  const Heading = alone ? 'h1' : 'h2';
  return (
    <div className={styles.state}>
      <div className={styles.icon}>
        <Icon name={icon} size={30} />
      </div>
      <Heading className={styles.title}>{title}</Heading>
      {text && <p className={styles.text}>{text}</p>}
      {children && <div className={styles.action}>{children}</div>}
    </div>
  );
};
