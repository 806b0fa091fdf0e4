/** Who may have signed an artifact, as one writes it for GitHub Actions (flux-facts 6.3). */
export const IDENTITY_HELP =
  "matchOIDCIdentity:\n  - issuer: ^https://token\\.actions\\.githubusercontent\\.com$\n    subject: ^https://github\\.com/<owner>/<repository>/\\.github/workflows/<file>@refs/heads/main$";
