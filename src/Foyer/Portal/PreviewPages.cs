using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Foyer.Apps;
using Foyer.Branding;
using Foyer.Data;
using Foyer.Invitations;
using Foyer.MyApps;
using Foyer.SignIn;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Foyer.Web.Pages;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Foyer.Portal;

/// <summary>What of a branding can be looked at before it is saved.</summary>
public enum PreviewedPage { SignIn, Password, Invitation, MyApps, Mail }

/// <summary>
/// Renders the very pages that partners meet with a look that may not be saved yet. The person, the address and the invitation in them are
/// made up and belong to nobody; apps and names are the organisation's own.
/// </summary>
public sealed class PreviewPages(FoyerDb db, FoyerOptions options, TimeProvider clock)
{
    private const string Address = "name@partner.example";
    private const string Guest = "Kim";
    private const int ShownApps = 6;

    public async Task<string> Run(TenantAdmin admin, PreviewedPage page, Look look, Language language, CancellationToken ct)
    {
        var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == admin.TenantId, ct);
        // The sheet of an unsaved look has no address: it stands in the page itself, which only the portal's own policy allows.
        var brand = FindBrand.Of(tenant, look, PortalFiles.PictureAddress) with { SheetHref = null };
        var text = Texts.In(language);
        var html = page switch
        {
            PreviewedPage.SignIn => await Html<AddressPage>(new { Aim = Aim(null), Text = text, Brand = brand, Languages = Menu }),
            PreviewedPage.Password => await Html<PasswordPage>(new { Aim = Aim(tenant.InitialDomain), Text = text, Brand = brand, Organisation = tenant.DisplayName, Languages = Menu }),
            PreviewedPage.Invitation => await Html<InvitationPage>(new { View = await Invitation(tenant, admin, brand, text, language, ct) }),
            _ => await Html<MyAppsPage>(new { Text = text, Brand = brand, Name = Guest, Here = new Organisation(tenant.Id, tenant.DisplayName, tenant.InitialDomain, Guid.Empty, false), Organisations = new List<Organisation>(), Apps = await Apps(ct) }),
        };
        return html.Replace("<head>", $"<head><base href=\"{options.Url("/")}\" />", StringComparison.Ordinal)
            .Replace("</head>", $"<style>{BrandSheet.Of(look, PortalFiles.PictureAddress)}\n{LooksOnly}</style></head>", StringComparison.Ordinal);
    }

    /// <summary>Whoever clicks into a preview stays where they are.</summary>
    private const string LooksOnly = "a, button, summary, input { pointer-events: none; }";

    private static readonly IReadOnlyList<(Language, string)> Menu = [.. Language.All.Select(l => (l, "#"))];

    private static SignInAim Aim(string? domain) => new("/myapps", domain is null ? null : "name@" + domain, null, null, false, null);

    private async Task<RedeemView> Invitation(Tenant tenant, TenantAdmin admin, PageBrand brand, Texts text, Language language, CancellationToken ct)
    {
        var now = clock.UtcNow;
        // Somebody for the page to name, who is never stored; guests are made in one place only, and it is not this one.
        var guest = new User
        {
            TenantId = tenant.Id, Id = Guid.Empty, UserPrincipalName = Address, UserPrincipalNameKey = Address, DisplayName = Guest, MailNickname = Guest, UserType = UserType.Member, CreatedAt = now,
        };
        var invitation = new Invitation
        {
            TenantId = tenant.Id, Id = Guid.Empty, GuestId = Guid.Empty, Address = Address, AddressKey = Address, State = InvitationState.Pending, MailedSecretHash = [], InviterId = admin.Id ?? Guid.Empty,
            InvitedByApp = false, InviterName = admin.Name, Language = language.Code, CreatedAt = now, ExpiresAt = now + options.Invitations.Lifetime, Delivery = Foyer.Mail.DeliveryState.Sent,
        };
        var apps = (await Apps(ct)).ConvertAll(a => new InvitedApp(a.ServicePrincipalId, a.DisplayName, null, [], a.AccentColor));
        return new(new(tenant, invitation, guest, OfferState.Open, [], apps, apps.FirstOrDefault()), text, brand, new(tenant.Id, Guid.Empty, ""), Menu, now, "");
    }

    private Task<List<OpenableApp>> Apps(CancellationToken ct) =>
        db.ServicePrincipals.Where(s => !s.Hidden).OrderBy(s => s.DisplayName).Take(ShownApps).Select(s => new OpenableApp(s.Id, s.AppId, s.DisplayName, "#", s.AccentColor)).ToListAsync(ct);

    private static async Task<string> Html<TPage>(object parameters) where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(NoRequest.Services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(parameters), StringComparer.Ordinal)));
            using var html = new StringWriter(CultureInfo.InvariantCulture);
            root.WriteHtmlTo(html);
            return html.ToString();
        });
    }

    /// <summary>What pages ask for, where no browser has asked for them: there is no request, and their forms need no token because nobody can send them.</summary>
    private sealed class NoRequest : IServiceProvider
    {
        public static readonly NoRequest Services = new();
        private readonly HtmlEncoder encoder = HtmlEncoder.Create(UnicodeRanges.All);
        private readonly Nobody http = new();
        private readonly NoToken tokens = new();

        public object? GetService(Type serviceType) =>
            serviceType == typeof(IServiceProvider) ? this : serviceType == typeof(HtmlEncoder) ? encoder : serviceType == typeof(IHttpContextAccessor) ? http : serviceType == typeof(AntiforgeryStateProvider) ? tokens : null;

        private sealed class Nobody : IHttpContextAccessor
        {
            public HttpContext? HttpContext { get => null; set => throw new NotSupportedException("There is no request here."); }
        }

        private sealed class NoToken : AntiforgeryStateProvider
        {
            public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
        }
    }
}
