import { Switch as Primitive } from 'radix-ui';
import { useId, type ReactNode } from 'react';

import styles from './Switch.module.css';

interface SwitchProps {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

export const Switch = ({ label, hint, on, onChange }: SwitchProps): ReactNode => {
  const id = useId();
  return (
    <div className={styles.row}>
      <div>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className={styles.hint}>
            {hint}
          </p>
        )}
      </div>
      <Primitive.Root
        id={id}
        className={styles.track}
        checked={on}
        onCheckedChange={onChange}
        aria-describedby={hint ? `${id}-hint` : undefined}
      >
        <Primitive.Thumb className={styles.thumb} />
      </Primitive.Root>
    </div>
  );
};
