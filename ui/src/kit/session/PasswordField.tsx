import type { ReactNode } from 'react';

import { Field } from '../Field.tsx';

interface PasswordFieldProps {
  label: string;
  hint?: string | undefined;
  name: string;
  /** For password managers: the one they fill in, or one to suggest. */
  is: 'current' | 'new';
  /** Of the whole form. */
  errors: Record<string, string[]>;
}

export const PasswordField = ({ label, hint, name, is, errors }: PasswordFieldProps): ReactNode => (
  <Field
    label={label}
    hint={hint}
    name={name}
    type="password"
    autoComplete={`${is}-password`}
    errors={errors[name]}
    required
  />
);
