/**
 * The token of the printed link. It is kept in this tab's session storage: a reload still has it, other ports of this
 * machine and other sites do not, and it goes with the tab. Another tab of this console asks for it, so that an alarm's
 * link opens wherever the console is open. It opens nothing once the console is stopped.
 */
const name = 'token';

export const token = (): string => sessionStorage.getItem(name) ?? '';

export const keepToken = (given: string): void => sessionStorage.setItem(name, given);

const asking = 'which token?';
/** A tab in the background may take a moment. */
const waitMs = 1000;

/**
 * Answers the tabs of this console that ask for the token, and asks them where this tab has none. A channel belongs to an
 * origin, of which the port is a part: no other page is on it.
 */
export async function shareToken(): Promise<void> {
  const channel = new BroadcastChannel('masivo-bridge-console');
  channel.addEventListener('message', ({ data }) => {
    if (data === asking && token() !== '') channel.postMessage({ token: token() });
  });
  if (token() === '') await findToken(channel);
}

function findToken(channel: BroadcastChannel): Promise<void> {
  return new Promise((resolve) => {
    const heard = async ({ data }: MessageEvent) => {
      const given: unknown = data?.token;
      // A tab of a console that was stopped has one that opens nothing.
      if (typeof given !== 'string' || !(await opens(given))) return;
      keepToken(given);
      resolve();
    };
    channel.addEventListener('message', heard);
    setTimeout(() => {
      channel.removeEventListener('message', heard);
      resolve();
    }, waitMs);
    channel.postMessage(asking);
  });
}

const opens = (given: string): Promise<boolean> =>
  fetch('/api/environment', { headers: { Authorization: `Bearer ${given}` } }).then(
    ({ ok }) => ok,
    () => false,
  );
