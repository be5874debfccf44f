using Foyer.Apps;
using Foyer.Branding;
using Foyer.Data;
using Foyer.Invitations;
using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Web;
using Foyer.Web.Pages;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Foyer.Account;

/// <summary>Leaving an organisation where one is a guest (digest 8, no. 31): GET says what is lost, POST leaves.</summary>
internal static class LeaveEndpoints
{
    public static async Task<IResult> Ask(Guid tenantId, HttpContext http, ReadOrganisations read, FindBrand brands, TenantScopes scopes, FoyerOptions options, CancellationToken ct)
    {
        if (await Guest(tenantId, http, read, ct) is not { } there) return ErrorPages.Page(http, StatusCodes.Status404NotFound);
        var text = http.Texts();
        return SignInEndpoints.Page<LeaveOrganisationPage>(new
        {
            Text = text,
            Brand = await brands.Of(tenantId, text.Language, ct),
            There = there,
            Apps = await scopes.Run<AppAccess, List<OpenableApp>>(tenantId, access => access.OpenableBy(there.UserId, ct)),
            Days = (int)options.Invitations.RestoreWindow.TotalDays,
        });
    }

    public static async Task<IResult> Leave(Guid tenantId, HttpContext http, ReadOrganisations read, FindBrand brands, TenantScopes scopes, RequestInfo from, CancellationToken ct)
    {
        if (await http.SentForm(ct) is null) return ErrorPages.Page(http, StatusCodes.Status400BadRequest, "account.title", AccountEndpoints.Path);
        if (await Guest(tenantId, http, read, ct) is not { } there) return ErrorPages.Page(http, StatusCodes.Status404NotFound);
        await using var scope = scopes.In(tenantId, from);
        if (await scope.ServiceProvider.GetRequiredService<ResolveActor>().Person(http.User, ct) is not { } guest) return ErrorPages.Page(http, StatusCodes.Status404NotFound);
        var left = await scope.ServiceProvider.GetRequiredService<LeaveOrganisation>().Run(guest, ct);
        if (!left.Failed(out var why, out _)) return Tell(http, "account.left", there, null, StatusCodes.Status200OK);
        return why == GuestProblems.LastAdministrator
            ? Tell(http, "account.last", there, await brands.Of(tenantId, http.Texts().Language, ct), why.Status)
            : ErrorPages.Page(http, why.Status);
    }

    /// <summary>Where the person is a guest; an organisation that does not know them answers like one that does not exist (security rules 16 and 20), and so does the home.</summary>
    private static async Task<Organisation?> Guest(Guid tenantId, HttpContext http, ReadOrganisations read, CancellationToken ct) =>
        (await read.Run(http.User, ct)).Find(o => o.TenantId == tenantId && !o.IsHome);

    private static RazorComponentResult Tell(HttpContext http, string words, Organisation there, PageBrand? brand, int status)
    {
        var text = http.Texts();
        return SignInEndpoints.Page<LeftOrganisationPage>(new { Text = text, Brand = brand, Words = words, Organisation = there.Name, CorrelationId = status < 400 ? null : http.TraceIdentifier }, status);
    }
}
