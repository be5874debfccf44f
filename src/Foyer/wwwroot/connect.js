// Two pages of sign-in and sign-out go on by themselves; without this file a person presses the button they show.
const answer = document.getElementById("answer");
if (answer) answer.submit();

const onward = document.getElementById("onward");
if (onward) {
  const frames = [...document.querySelectorAll("iframe")];
  const told = frames.map(frame => new Promise(done => frame.addEventListener("load", done)));
  const patience = new Promise(done => setTimeout(done, 3000));
  Promise.race([Promise.all(told), patience]).then(() => location.replace(onward.href));
}
