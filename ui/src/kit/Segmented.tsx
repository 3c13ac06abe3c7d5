import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';

import styles from './Segmented.module.css';

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: [value: T, name: string][];
  onChange: (value: T) => void;
}

/** One of a few, side by side. */
export const Segmented = <T extends string>({ label, value, options, onChange }: SegmentedProps<T>): ReactNode => (
  <ToggleGroup.Root
    type="single"
    className={styles.group}
    aria-label={label}
    value={value}
    onValueChange={(chosen: T | '') => chosen && onChange(chosen)}
  >
    {options.map(([option, name]) => (
      <ToggleGroup.Item key={option} value={option}>
        {name}
      </ToggleGroup.Item>
    ))}
  </ToggleGroup.Root>
);

interface SeveralProps<T extends string> {
  label: string;
  values: T[];
  options: [value: T, name: string][];
  onChange: (values: T[]) => void;
}

/** Any of a few, side by side. */
export const Several = <T extends string>({ label, values, options, onChange }: SeveralProps<T>): ReactNode => (
  <ToggleGroup.Root
    type="multiple"
    className={styles.group}
    aria-label={label}
    value={values}
    onValueChange={(chosen: T[]) => onChange(chosen)}
  >
    {options.map(([option, name]) => (
      <ToggleGroup.Item key={option} value={option}>
        {name}
      </ToggleGroup.Item>
    ))}
  </ToggleGroup.Root>
);
