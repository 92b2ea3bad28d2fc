// The mark: two lines of one rope in a tile of the accent's colour. The same drawing as crates/appliance/site/assets/towline.svg.

export function BrandMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false" style={{ flex: "none" }}>
      <rect width="32" height="32" rx="8" fill="#0d6b6b" />
      <g fill="none" strokeLinecap="round">
        <path d="M9.5 19.5C9.5 12.5 18 9.5 27 9.5" stroke="#fff" strokeWidth="3.2" />
        <path d="M9 9.85C16.8 11 22.5 14 22.5 19.5" stroke="#0d6b6b" strokeWidth="5.8" />
        <path d="M5 9.5C14 9.5 22.5 12.5 22.5 19.5a6.5 6.5 0 0 1-13 0" stroke="#fff" strokeWidth="3.2" />
      </g>
    </svg>
  );
}
