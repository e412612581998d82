import { useNews } from './news';

/** An id, with a button that copies it. @param what it is, as in `Copy the delivery’s ID` */
export function Copyable({ text, what }: { text: string; what: string }) {
  const say = useNews();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => say(`Copied ${text}`),
      () => say('The browser does not let this page copy: select the text instead.'),
    );
  return (
    <span class="copyable">
      <code>{text}</code>
      <button
        type="button"
        class="quiet copy"
        aria-label={`Copy ${what}`}
        title={`Copy ${what}`}
        onClick={copy}
      >
        Copy
      </button>
    </span>
  );
}
