import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

import { eraseAccount } from '../../api/session.ts';
import { SendForm, typed } from '../../kit/SendForm.tsx';
import { PasswordField } from '../../kit/session/PasswordField.tsx';
import { Sheet } from '../../kit/Sheet.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { forgetPush } from '../data/push.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Me.module.css';

/** The password is the confirmation: nobody erases an account by a slip of the thumb, or on a phone left open. */
export const EraseSheet = ({ onClose }: { onClose: () => void }): ReactNode => {
  const { session } = useKitTexts();
  const { account: texts } = useTexts();
  const [, navigate] = useLocation();
  const erase = async (form: FormData): Promise<void> => {
    await eraseAccount(typed(form, 'password'));
    await forgetPush();
  };
  return (
    <Sheet title={texts.eraseTitle} onClose={onClose}>
      <div className={styles.end}>
        <ul className={styles.consequences}>
          {texts.consequences.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
        <SendForm submit={texts.eraseYes} look="danger" send={erase} onSent={() => navigate('/')}>
          {(errors) => (
            <PasswordField
              label={session.password}
              hint={texts.eraseHint}
              name="password"
              is="current"
              errors={errors}
            />
          )}
        </SendForm>
      </div>
    </Sheet>
  );
};
