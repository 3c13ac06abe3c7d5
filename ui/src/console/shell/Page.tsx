import type { ReactNode } from 'react';

import { classes } from '../../kit/classes.ts';
import styles from './Page.module.css';

interface PageProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

export const Page = ({ title, actions, children }: PageProps): ReactNode => (
  <div className={styles.page}>
    <div className={styles.head}>
      <h1 className={styles.title}>{title}</h1>
      <div className={styles.actions}>{actions}</div>
    </div>
    {children}
  </div>
);

interface SectionProps {
  heading: string;
  action?: ReactNode;
  children: ReactNode;
}

export const Section = ({ heading, action, children }: SectionProps): ReactNode => (
  <section className={styles.section}>
    <div className={styles.sectionhead}>
      <h2 className={styles.heading}>{heading}</h2>
      {action}
    </div>
    {children}
  </section>
);

export const Panel = ({ children }: { children: ReactNode }): ReactNode => (
  <div className={styles.panel}>{children}</div>
);

interface Column {
  name: string;
  number?: boolean;
}

/** Wide ones scroll in themselves; reachable by keyboard for that. */
export const Table = ({
  label,
  columns,
  children,
}: {
  label: string;
  columns: Column[];
  children: ReactNode;
}): ReactNode => (
  <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
    <table className={styles.table}>
      <thead>
        <tr>
          {columns.map(({ name, number }) => (
            <th key={name} scope="col" className={number ? styles.number : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);

export const NumberCell = ({ children }: { children: ReactNode }): ReactNode => (
  <td className={styles.number}>{children}</td>
);

export const TimeCell = ({ children }: { children: ReactNode }): ReactNode => (
  <td className={styles.when}>{children}</td>
);

export const Chip = ({ look, children }: { look?: 'live' | 'good'; children: ReactNode }): ReactNode => (
  <span className={classes(styles.chip, look && styles[look])}>{children}</span>
);

export const Figures = ({ children }: { children: ReactNode }): ReactNode => (
  <dl className={styles.figures}>{children}</dl>
);

export const Figure = ({ name, children }: { name: string; children: ReactNode }): ReactNode => (
  <div className={styles.figure}>
    <dt className={styles.figurename}>{name}</dt>
    <dd className={styles.figurevalue}>{children}</dd>
  </div>
);
