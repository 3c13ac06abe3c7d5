import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { account } from '../../api/endpoints.ts';
import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { saveFile } from '../../kit/saveFile.ts';
import { FormError } from '../../kit/status/FormError.tsx';
import { Panel, Section } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import { EraseSheet } from './EraseSheet.tsx';
import styles from './Me.module.css';
import { PasswordSheet } from './PasswordSheet.tsx';

const Line = ({ text, children }: { text: string; children: ReactNode }): ReactNode => (
  <div className={styles.line}>
    <p className={styles.soft}>{text}</p>
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
      <Line text={texts.dataText}>
        <Button small busy={download.isPending} onClick={() => download.mutate()}>
          <Icon name="download" size={18} />
          {texts.download}
        </Button>
      </Line>
      <FormError error={download.error} />
    </>
  );
};

/** One's password, one's data, and the end of one's account. */
export const AccountPanel = (): ReactNode => {
  const { account: texts } = useTexts();
  const [open, setOpen] = useState<'password' | 'erase'>();
  const close = (): void => setOpen(undefined);
  return (
    <Section heading={texts.title}>
      <Panel>
        <Line text={texts.passwordText}>
          <Button small onClick={() => setOpen('password')}>
            {texts.changePassword}
          </Button>
        </Line>
        <hr className={styles.rule} />
        <Download />
        <hr className={styles.rule} />
        <Line text={texts.eraseText}>
          <Button small onClick={() => setOpen('erase')}>
            {texts.erase}
          </Button>
        </Line>
      </Panel>
      {open === 'password' && <PasswordSheet onClose={close} />}
      {open === 'erase' && <EraseSheet onClose={close} />}
    </Section>
  );
};
