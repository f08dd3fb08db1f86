declare module "govuk-frontend";
