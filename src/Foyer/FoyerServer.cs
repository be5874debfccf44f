using Foyer.Account;
using Foyer.Apps;
using Foyer.Branding;
using Foyer.Commands;
using Foyer.Connect;
using Foyer.Data;
using Foyer.Graph;
using Foyer.Groups;
using Foyer.Invitations;
using Foyer.Jobs;
using Foyer.Licences;
using Foyer.Mail;
using Foyer.MyApps;
using Foyer.Policies;
using Foyer.Portal;
using Foyer.SignIn;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;

namespace Foyer;

/// <summary>The server's table of contents: the only place where modules meet.</summary>
internal static class FoyerServer
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "foyer", Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets(); // run from the build output as well as published
        configure?.Invoke(builder);
        var options = builder.AddWeb();

        builder.Services
            // who exists
            .AddTenants().AddUsers().AddGroups().AddApps().AddLicences().AddBranding()
            // how guests come in and go
            .AddInvitations().AddPolicies()
            // how people prove who they are, how apps learn it
            .AddSignIn().AddConnect()
            // faces
            .AddGraph().AddPortal().AddAccount().AddCommands()
            // platform
            .AddData(options).AddJobs().AddMail();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseHeaders();
        app.UseConnect(); // /{tenant}/… becomes a tenant and a path, before anybody is authenticated
        app.UseGraph();
        app.UseDoor();

        app.MapWeb();
        app.MapBranding();
        app.MapInvitations();
        app.MapCollaborationPolicy();
        app.MapSignIn();
        app.MapConnect();
        app.MapGraph();
        app.MapPortal();
        app.MapMyApps();
        app.MapAccount();
        return app;
    }
}
