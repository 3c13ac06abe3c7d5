import type { ReactNode } from 'react';

import { classes } from './classes.ts';
import styles from './Thumb.module.css';

const HUES = [styles.hue0, styles.hue1, styles.hue2, styles.hue3, styles.hue4];

interface ThumbProps {
  product: number;
  name: string;
  image: string | null | undefined;
}

/** A product's picture, or its first letter on a colour of its own. The name stands beside it. */
export const Thumb = ({ product, name, image }: ThumbProps): ReactNode =>
  image ? (
    <img className={styles.thumb} src={image} alt="" loading="lazy" />
  ) : (
    <span className={classes(styles.thumb, HUES[product % HUES.length])} aria-hidden="true">
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
