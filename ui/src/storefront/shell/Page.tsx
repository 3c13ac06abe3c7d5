import type { ReactNode } from 'react';

import styles from './Page.module.css';

export const Page = ({ title, children }: { title: string; children: ReactNode }): ReactNode => (
  <div className={styles.page}>
    <h1 className={styles.title}>{title}</h1>
    {children}
  </div>
);

export const Section = ({ heading, children }: { heading: string; children: ReactNode }): ReactNode => (
  <section className={styles.section}>
    <h2 className={styles.heading}>{heading}</h2>
    {children}
  </section>
);

export const Panel = ({ children }: { children: ReactNode }): ReactNode => (
  <div className={styles.panel}>{children}</div>
);
