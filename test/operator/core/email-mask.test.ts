import { emailMask, emailMaskOf } from '../../../operator/core/email-mask';

const mask = emailMask('one-environment');

test('two people with the same first letters are told apart, and one is the same everywhere', () => {
  const ada = mask('ada@example.com');
  expect(ada).toMatch(/^a•••@e•••\.com #[0-9a-f]{6}$/);
  expect(mask('alan@example.com')).toMatch(/^a•••@e•••\.com #/);
  expect(mask('alan@example.com')).not.toBe(ada);
  expect(mask('ADA@Example.com')?.slice(-6)).toBe(ada?.slice(-6));
});

test('another environment has other tags', () => {
  expect(emailMask('another')('ada@example.com')).not.toBe(mask('ada@example.com'));
});

test.each([null, '', 'no address'])('%j has none', (email) => {
  expect(mask(email)).toBeNull();
});

test('without its secret an e-mail is masked all the same, and the secret is asked for again', async () => {
  const answers = [Promise.reject(new Error('throttled')), Promise.resolve('one-environment')];
  let asked = 0;
  const maskOf = emailMaskOf(() => answers[asked++] ?? Promise.reject(new Error('asked too often')));
  expect((await maskOf())('ada@example.com')).toBe('a•••@e•••.com');
  expect((await maskOf())('ada@example.com')).toBe(mask('ada@example.com'));
  expect((await maskOf())('ada@example.com')).toBe(mask('ada@example.com'));
});
