// Counts while one types, as the server does: UTF-16 code units, which is what `length` is here.

for (const meter of document.querySelectorAll("[data-meter]")) {
  const input = document.getElementById(meter.dataset.meter);
  if (!input) continue;
  const room = Number(input.dataset.room) || 0;
  const show = () => {
    const used = input.value.length;
    meter.textContent = room ? `${used} / ${room}` : String(used);
    meter.classList.toggle("over", room > 0 && used > room);
  };
  input.addEventListener("input", show);
  show();
}
