import type { ReactNode } from 'react';

import { Field } from '../Field.tsx';
import { useKitTexts } from '../texts/index.ts';

export const UsernameField = ({ errors }: { errors: string[] | undefined }): ReactNode => {
  const { session } = useKitTexts();
  return (
    <Field
      label={session.username}
      name="username"
      autoComplete="username"
      autoCapitalize="none"
      errors={errors}
      required
    />
  );
};
