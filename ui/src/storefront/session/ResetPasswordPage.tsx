import { useState, type ReactNode } from 'react';
import { useSearch } from 'wouter';

import { account } from '../../api/endpoints.ts';
import { fieldsOf } from '../../api/errors.ts';
import { ButtonLink } from '../../kit/Button.tsx';
import { SendForm, typed } from '../../kit/SendForm.tsx';
import { PasswordField } from '../../kit/session/PasswordField.tsx';
import { State } from '../../kit/State.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { Page } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Session.module.css';

/** The link was used, is too old, or is not whole. */
const BadLink = (): ReactNode => {
  const { password: texts } = useTexts();
  return (
    <State icon="clock" title={texts.badLinkTitle} text={texts.badLinkText}>
      <ButtonLink to="/forgot-password/" look="primary">
        {texts.sendLink}
      </ButtonLink>
    </State>
  );
};

const Changed = (): ReactNode => {
  const { session } = useKitTexts();
  const { password: texts } = useTexts();
  return (
    <State icon="check" title={texts.changedTitle} text={texts.changedText}>
      <ButtonLink to="/sign-in/" look="primary">
        {session.signIn}
      </ButtonLink>
    </State>
  );
};

type Outcome = 'changed' | 'bad_link';

const reset = (token: string, wanted: string): Promise<Outcome> =>
  account.reset(token, wanted).then(
    () => 'changed',
    (thrown: unknown) => {
      if (fieldsOf(thrown)['token']) return 'bad_link';
      throw thrown;
    },
  );

const NewPasswordForm = ({ token, onOutcome }: { token: string; onOutcome: (of: Outcome) => void }): ReactNode => {
  const { session } = useKitTexts();
  const { password: texts } = useTexts();
  return (
    <>
      <p className={styles.lead}>{texts.resetText}</p>
      <SendForm submit={texts.setNew} send={(form) => reset(token, typed(form, 'new_password'))} onSent={onOutcome}>
        {(errors) => (
          <PasswordField
            label={texts.newPassword}
            hint={session.passwordHint}
            name="new_password"
            is="new"
            errors={errors}
          />
        )}
      </SendForm>
    </>
  );
};

/** Where the link of the letter leads: "?token=...". */
const ResetPasswordPage = (): ReactNode => {
  const { password: texts } = useTexts();
  const token = new URLSearchParams(useSearch()).get('token');
  const [outcome, setOutcome] = useState<Outcome | undefined>(token ? undefined : 'bad_link');
  return (
    <Page title={texts.resetTitle}>
      <div role="status">
        {outcome === 'changed' && <Changed />}
        {outcome === 'bad_link' && <BadLink />}
      </div>
      {token && !outcome && <NewPasswordForm token={token} onOutcome={setOutcome} />}
    </Page>
  );
};

export default ResetPasswordPage;
