import type { ReactNode } from 'react';

import { changePassword } from '../../api/session.ts';
import { Field } from '../../kit/Field.tsx';
import { SendForm, typed } from '../../kit/SendForm.tsx';
import { Sheet } from '../../kit/Sheet.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { useTexts } from '../texts/index.ts';

export const PasswordSheet = ({ onClose }: { onClose: () => void }): ReactNode => {
  const { session } = useKitTexts();
  const { account: texts, password, save } = useTexts();
  return (
    <Sheet title={texts.changePassword} onClose={onClose}>
      <SendForm
        submit={save}
        send={(form) => changePassword(typed(form, 'old_password'), typed(form, 'new_password'))}
        onSent={onClose}
      >
        {(errors) => (
          <>
            <Field
              label={texts.oldPassword}
              name="old_password"
              type="password"
              autoComplete="current-password"
              errors={errors['old_password']}
              required
            />
            <Field
              label={password.newPassword}
              hint={session.passwordHint}
              name="new_password"
              type="password"
              autoComplete="new-password"
              errors={errors['new_password']}
              required
            />
          </>
        )}
      </SendForm>
    </Sheet>
  );
};
