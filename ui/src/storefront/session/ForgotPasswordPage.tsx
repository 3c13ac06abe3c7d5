import { useState, type ReactNode } from 'react';

import { account } from '../../api/endpoints.ts';
import { ButtonLink } from '../../kit/Button.tsx';
import { Field } from '../../kit/Field.tsx';
import { SendForm, typed } from '../../kit/SendForm.tsx';
import { State } from '../../kit/State.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { Page } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Session.module.css';

/** Has a link sent. Whether an account has the address is told to nobody but its owner. */
const ForgotPasswordPage = (): ReactNode => {
  const { session } = useKitTexts();
  const { password: texts } = useTexts();
  const [sent, setSent] = useState(false);
  return (
    <Page title={texts.forgotTitle}>
      <div role="status">
        {sent && (
          <State icon="check" title={texts.sentTitle} text={texts.sentText}>
            <ButtonLink to="/sign-in/">{session.signIn}</ButtonLink>
          </State>
        )}
      </div>
      {!sent && (
        <>
          <p className={styles.lead}>{texts.forgotText}</p>
          <SendForm
            submit={texts.sendLink}
            send={(form) => account.askReset(typed(form, 'email'))}
            onSent={() => setSent(true)}
          >
            {(errors) => (
              <Field
                label={session.email}
                name="email"
                type="email"
                autoComplete="email"
                errors={errors['email']}
                required
              />
            )}
          </SendForm>
        </>
      )}
    </Page>
  );
};

export default ForgotPasswordPage;
