import type { ReactNode } from 'react';

import { classes } from '../../kit/classes.ts';
import styles from './Operation.module.css';

export const Status = ({ code }: { code: number }): ReactNode => (
  <span className={classes(styles.status, code < 300 ? styles.good : code >= 400 && styles.bad)}>{code}</span>
);
