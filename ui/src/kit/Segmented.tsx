import { useId, type ReactNode } from 'react';

import styles from './Segmented.module.css';

type Option<T extends string> = [value: T, name: string];

interface ChoiceProps {
  type: 'radio' | 'checkbox';
  group: string;
  name: string;
  chosen: boolean;
  onChange: () => void;
}

/** The browser's own control, unseen over its name: what it is to the keyboard and to screen readers comes with it. */
const Choice = ({ type, group, name, chosen, onChange }: ChoiceProps): ReactNode => (
  <label className={styles.choice}>
    <input className={styles.control} type={type} name={group} checked={chosen} onChange={onChange} />
    <span className={styles.name}>{name}</span>
  </label>
);

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: Option<T>[];
  onChange: (value: T) => void;
}

/** One of a few, side by side. */
export const Segmented = <T extends string>({ label, value, options, onChange }: SegmentedProps<T>): ReactNode => {
  const group = useId();
  return (
    <div role="radiogroup" className={styles.group} aria-label={label}>
      {options.map(([option, name]) => (
        <Choice
          key={option}
          type="radio"
          group={group}
          name={name}
          chosen={option === value}
          onChange={() => onChange(option)}
        />
      ))}
    </div>
  );
};

interface SeveralProps<T extends string> {
  label: string;
  values: T[];
  options: Option<T>[];
  onChange: (values: T[]) => void;
}

/** Any of a few, side by side. */
export const Several = <T extends string>({ label, values, options, onChange }: SeveralProps<T>): ReactNode => {
  const group = useId();
  const toggled = (option: T): T[] =>
    values.includes(option) ? values.filter((one) => one !== option) : [...values, option];
  return (
    <div role="group" className={styles.group} aria-label={label}>
      {options.map(([option, name]) => (
        <Choice
          key={option}
          type="checkbox"
          group={group}
          name={name}
          chosen={values.includes(option)}
          onChange={() => onChange(toggled(option))}
        />
      ))}
    </div>
  );
};
