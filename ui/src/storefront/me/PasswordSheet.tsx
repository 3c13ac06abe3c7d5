import type { ReactNode } from 'react';

import { changePassword } from '../../api/session.ts';
import { SendForm, typed } from '../../kit/SendForm.tsx';
import { PasswordField } from '../../kit/session/PasswordField.tsx';
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
            <PasswordField label={texts.oldPassword} name="old_password" is="current" errors={errors} />
            <PasswordField
              label={password.newPassword}
              hint={session.passwordHint}
              name="new_password"
              is="new"
              errors={errors}
            />
          </>
        )}
      </SendForm>
    </Sheet>
  );
};
