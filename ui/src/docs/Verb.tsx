import type { ReactNode } from 'react';

import { classes } from '../kit/classes.ts';
import type { Operation } from './data/openapi.ts';
import styles from './Verb.module.css';

const LOOK: Record<string, string | undefined> = { GET: styles.read, POST: styles.make, DELETE: styles.remove };

export const Verb = ({ of: { method } }: { of: Operation }): ReactNode => (
  <span className={classes(styles.verb, LOOK[method])}>{method}</span>
);
