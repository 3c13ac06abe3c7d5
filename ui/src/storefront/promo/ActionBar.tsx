import type { ReactNode } from 'react';

import styles from './PromoPage.module.css';

/** At the bottom of a promo's page; what appears in it is said aloud. */
export const ActionBar = ({ children }: { children: ReactNode }): ReactNode => (
  <div className={styles.action} aria-live="polite">
    <div className={styles.actioninner}>{children}</div>
  </div>
);

const Hint = ({ children }: { children: ReactNode }): ReactNode => <p className={styles.hint}>{children}</p>;

ActionBar.Hint = Hint;

export const Message = ({ title, text }: { title: string; text?: string }): ReactNode => (
  <div className={styles.message}>
    <p className={styles.messagetitle}>{title}</p>
    {text && <p className={styles.messagetext}>{text}</p>}
  </div>
);
