namespace Foyer.Commands;

/// <summary>What a newcomer needs to walk through the demo, as text for a terminal.</summary>
internal static class PrintDemo
{
    public static string Text(DemoFileContent demo) => $"""

        Contoso invites its partners Alice, Bob and Carol.

          Portal         {demo.BaseUrl}/portal
            administrator  {demo.Tenants.Contoso.Admin.UserPrincipalName}    password  {demo.Tenants.Contoso.Admin.Password}
            may invite     {demo.Tenants.Contoso.Users[0].UserPrincipalName}  (same password)
            upload         samples/contoso-partners.csv  under Users > Add user > Users in partner companies
          Mail           {demo.BaseUrl}/portal/outbox  (files in $FOYER_DATA/mail)

          Fabrikam       bob@fabrikam.example has a work account here  (same password)
            administrator  {demo.Tenants.Fabrikam.Admin.UserPrincipalName}

          Moodle         {demo.Apps.Moodle.Url}      app id {demo.Apps.Moodle.AppId}
          Salesforce     {demo.Apps.Salesforce.Url}      app id {demo.Apps.Salesforce.AppId}
          My Apps        {demo.BaseUrl}/myapps?tenantId={demo.Tenants.Contoso.Id}
          MyGroup1       group id {demo.Groups["MyGroup1"]}
          Externals      group id {demo.Groups["Externals"]}

          For programs   client {demo.Automation.ClientId}, secret in $FOYER_DATA/demo.json

        """;
}
