import { Fragment, type ReactNode } from 'react';

/** `code` and the text around it. */
const Line = ({ text }: { text: string }): ReactNode =>
  // oxlint-disable-next-line react/no-array-index-key -- the text never changes
  text.split('`').map((part, index) => <Fragment key={index}>{index % 2 === 1 ? <code>{part}</code> : part}</Fragment>);

/** What the document says, which is in English: paragraphs, and code between backticks. */
export const Prose = ({ text }: { text: string }): ReactNode =>
  text
    .split('\n\n')
    .filter(Boolean)
    .map((paragraph) => (
      <p key={paragraph} lang="en">
        <Line text={paragraph} />
      </p>
    ));
