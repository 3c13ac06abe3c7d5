import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';

import styles from './Button.module.css';
import { classes } from './classes.ts';

export type Look = 'primary' | 'quiet' | 'plain' | 'danger';

interface Shape {
  look?: Look;
  wide?: boolean;
  small?: boolean;
}

const look = ({ look: name = 'quiet', wide = false, small = false }: Shape): string =>
  classes(styles.button, styles[name], wide && styles.wide, small && styles.small);

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Shape {
  /** Works on it: not pressable meanwhile, and said to those who cannot see. */
  busy?: boolean;
}

export const Button = ({ look: name, wide, small, busy = false, type = 'button', ...rest }: ButtonProps): ReactNode => (
  <button
    {...rest}
    type={type}
    className={look({ ...(name && { look: name }), ...(wide && { wide }), ...(small && { small }) })}
    aria-busy={busy}
    disabled={busy || rest.disabled === true}
  />
);

interface ButtonLinkProps extends Shape {
  to: string;
  children: ReactNode;
}

export const ButtonLink = ({ to, children, ...shape }: ButtonLinkProps): ReactNode => (
  <Link href={to} className={look(shape)}>
    {children}
  </Link>
);
