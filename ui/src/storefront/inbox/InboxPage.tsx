import type { ReactNode } from 'react';
import { Link } from 'wouter';

import type { Notice } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { classes } from '../../kit/classes.ts';
import { ago } from '../../kit/format.ts';
import { State } from '../../kit/State.tsx';
import { Failed, Loading } from '../../kit/status/Status.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { markAllRead, markRead, noticesOf, useInbox, useUnread } from '../data/inbox.ts';
import { SignedIn } from '../session/SignedIn.tsx';
import { Page } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Inbox.module.css';

const NoticeRow = ({ notice }: { notice: Notice }): ReactNode => {
  const { inbox } = useTexts();
  const language = useLanguage();
  const now = useNow(10_000);
  const unread = notice.read_at === null;
  return (
    <Link
      href={`/promos/${notice.flash_promo}/`}
      className={classes(styles.notice, unread && styles.unread)}
      onClick={() => void markRead(notice)}
    >
      <span className={styles.dot} aria-hidden="true" />
      <span>
        {unread && <span className="sr-only">{inbox.unread}: </span>}
        <span className={styles.message}>{notice.message}</span>
        {notice.sent_at && (
          <span className={styles.when}>
            <br />
            {ago(notice.sent_at, now, language)}
          </span>
        )}
      </span>
    </Link>
  );
};

const Notices = (): ReactNode => {
  const { inbox: texts, more } = useTexts();
  const inbox = useInbox();
  const unread = useUnread();
  if (inbox.isError && !inbox.data) return <Failed error={inbox.error} onRetry={() => void inbox.refetch()} />;
  if (!inbox.data) return <Loading />;
  const notices = noticesOf(inbox.data);
  if (notices.length === 0) return <State icon="bell" title={texts.empty} text={texts.emptyText} />;
  return (
    <>
      {unread > 0 && (
        <div className={styles.head}>
          <p className={styles.when}>{texts.unreadCount(unread)}</p>
          <Button look="plain" small onClick={() => void markAllRead()}>
            {texts.readAll}
          </Button>
        </div>
      )}
      <ul className={styles.list}>
        {notices.map((notice) => (
          <li key={notice.id}>
            <NoticeRow notice={notice} />
          </li>
        ))}
      </ul>
      {inbox.hasNextPage && (
        <div className={styles.more}>
          <Button wide busy={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>
            {more}
          </Button>
        </div>
      )}
    </>
  );
};

const InboxPage = (): ReactNode => {
  const { inbox } = useTexts();
  return (
    <Page title={inbox.title}>
      <SignedIn>{() => <Notices />}</SignedIn>
    </Page>
  );
};

export default InboxPage;
