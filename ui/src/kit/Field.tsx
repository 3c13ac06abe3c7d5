import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';

import styles from './Field.module.css';

interface Around {
  label: string;
  hint?: string | undefined;
  errors?: string[] | undefined;
}

interface Wiring {
  id: string;
  className: string | undefined;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

/** A label, a control, and what is to be said about it, tied together for screen readers. */
const Frame = ({ label, hint, errors, control }: Around & { control: (wiring: Wiring) => ReactNode }): ReactNode => {
  const id = useId();
  const wrong = errors !== undefined && errors.length > 0;
  const described = [hint && `${id}-hint`, wrong && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {control({
        id,
        className: styles.input,
        'aria-invalid': wrong,
        'aria-describedby': described || undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {wrong && (
        <p id={`${id}-error`} className={styles.error}>
          {errors.join(' ')}
        </p>
      )}
    </div>
  );
};

export const Field = ({ label, hint, errors, ...input }: Around & InputHTMLAttributes<HTMLInputElement>): ReactNode => (
  <Frame label={label} hint={hint} errors={errors} control={(wiring) => <input {...input} {...wiring} />} />
);

export const TextArea = ({
  label,
  hint,
  errors,
  ...input
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>): ReactNode => (
  <Frame label={label} hint={hint} errors={errors} control={(wiring) => <textarea {...input} {...wiring} />} />
);

export const Select = ({
  label,
  hint,
  errors,
  ...input
}: Around & SelectHTMLAttributes<HTMLSelectElement>): ReactNode => (
  <Frame label={label} hint={hint} errors={errors} control={(wiring) => <select {...input} {...wiring} />} />
);
