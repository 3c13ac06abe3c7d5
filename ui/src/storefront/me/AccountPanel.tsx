import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { account } from '../../api/endpoints.ts';
import { Button } from '../../kit/Button.tsx';
import { saveFile } from '../../kit/saveFile.ts';
import { FormError } from '../../kit/status/FormError.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { Panel, Section } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import { EraseSheet } from './EraseSheet.tsx';
import styles from './Me.module.css';
import { PasswordSheet } from './PasswordSheet.tsx';

const Line = ({ title, text, children }: { title: string; text: string; children: ReactNode }): ReactNode => (
  <div className={styles.line}>
    <div>
      <p className={styles.linetitle}>{title}</p>
      <p className={styles.soft}>{text}</p>
    </div>
    {children}
  </div>
);

const Download = (): ReactNode => {
  const { account: texts } = useTexts();
  const download = useMutation({
    mutationFn: account.export,
    onSuccess: (file) => saveFile(file, 'my-data.json'),
  });
  return (
    <>
      <Line title={texts.data} text={texts.dataText}>
        <Button small busy={download.isPending} aria-label={texts.downloadData} onClick={() => download.mutate()}>
          {texts.download}
        </Button>
      </Line>
      <FormError error={download.error} />
    </>
  );
};

/** One's password, one's data, and the end of one's account. */
export const AccountPanel = (): ReactNode => {
  const { session } = useKitTexts();
  const { account: texts } = useTexts();
  const [open, setOpen] = useState<'password' | 'erase'>();
  const close = (): void => setOpen(undefined);
  return (
    <Section heading={texts.title}>
      <Panel>
        <Line title={session.password} text={texts.passwordText}>
          <Button small aria-label={texts.changePassword} onClick={() => setOpen('password')}>
            {texts.change}
          </Button>
        </Line>
        <hr className={styles.rule} />
        <Download />
        <hr className={styles.rule} />
        <Line title={texts.account} text={texts.eraseText}>
          <Button small aria-label={texts.eraseAccount} onClick={() => setOpen('erase')}>
            {texts.erase}
          </Button>
        </Line>
      </Panel>
      {open === 'password' && <PasswordSheet onClose={close} />}
      {open === 'erase' && <EraseSheet onClose={close} />}
    </Section>
  );
};
