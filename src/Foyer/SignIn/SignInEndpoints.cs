using Foyer.Audit;
using Foyer.Branding;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>The pages of signing in: GET asks, POST acts. One question a page.</summary>
internal static class SignInEndpoints
{
    public static async Task<IResult> Ask(HttpContext http, TenantScopes scopes, FindHome find, FindBrand brands, CancellationToken ct)
    {
        var aim = SignInAim.Of(http.Request);
        var text = http.Texts();
        if (http.User.HasSession && !aim.AsksPassword)
        {
            var current = await AddressOf(http, scopes, ct);
            var wanted = aim.Address;
            if (aim.AsksAccount && !aim.IsFixed)
                return Page<AccountsPage>(new { Aim = aim, Text = text, Brand = await brands.Of(aim.Tenant, text.Language, ct), Current = current, Name = http.User.Identity!.Name!, Languages = http.LanguageMenu() });
            if (wanted is null || string.Equals(wanted.Key, current?.Key, StringComparison.Ordinal)) return Results.LocalRedirect(Escaped(aim.Return));
        }
        if (aim.Address is null)
            return Page<AddressPage>(new { Aim = aim, Text = text, Brand = await brands.Of(aim.Tenant, text.Language, ct), Languages = http.LanguageMenu() });
        return await Password(http, aim, await find.Run(aim.Address, ct), brands, null, ct);
    }

    public static async Task<IResult> Enter(HttpContext http, FindHome find, FindBrand brands, CheckPassword check, CancellationToken ct)
    {
        var aim = SignInAim.Of(http.Request);
        if (aim.Address is not { } address) return Results.LocalRedirect(Escaped(aim.Anybody.Href));
        var home = await find.Run(address, ct);
        if (await http.SentForm(ct) is not { } form)
            return await Password(http, aim, home, brands, new Problem(ProblemKind.BadRequest, "pageTooOld", ""), ct);

        var result = await check.Run(home.TenantId ?? Guid.Empty, address, form["password"].ToString(), Activities.SignIn, ct);
        if (result.Failed(out var why, out var user)) return await Password(http, aim, home, brands, why, ct);
        http.RequestServices.GetRequiredService<CurrentTenant>().Set(user.TenantId);
        await http.RequestServices.GetRequiredService<StartSession>().Run(http, user, ct);
        return Continue(http, aim.Return);
    }

    /// <summary>
    /// Sends the browser on by a page of its own: the address may lead on to an app, and browsers forbid a form that may only be sent
    /// to us (<c>form-action 'self'</c>) to end elsewhere by redirects.
    /// </summary>
    public static IResult Continue(HttpContext http, string path)
    {
        http.Response.Headers["Refresh"] = "0;url=" + Escaped(path);
        return Page<ContinuePage>(new { Text = http.Texts(), Href = path });
    }

    private static async Task<IResult> Password(HttpContext http, SignInAim aim, Home home, FindBrand brands, Problem? problem, CancellationToken ct)
    {
        problem?.SayWhen(http.Response);
        // Only an organisation is named. Whether somebody signed up under a mail domain is nobody else's business.
        var organisation = home.Kind == HomeKind.Managed ? home.TenantName : null;
        var text = http.Texts();
        var brand = await brands.Of(aim.Tenant ?? home.TenantId, text.Language, ct);
        // The password is one of the home: another organisation knows no way to a new one.
        if (aim.Tenant is { } asked && asked != home.TenantId && brand is not null) brand = brand with { ForgotPassword = null };
        return Page<PasswordPage>(
            new { Aim = aim, Text = text, Brand = brand, Organisation = organisation, Problem = problem, Correlation = http.TraceIdentifier, Languages = http.LanguageMenu() },
            problem is null ? 200 : problem.Kind == ProblemKind.TooMany ? 429 : 400);
    }

    internal static async Task<EmailAddress?> AddressOf(HttpContext http, TenantScopes scopes, CancellationToken ct)
    {
        await using var home = scopes.In(http.User.HomeTenantId);
        var id = http.User.HomeUserId;
        var name = await home.ServiceProvider.GetRequiredService<FoyerDb>().Users.Where(u => u.Id == id).Select(u => u.UserPrincipalName).SingleOrDefaultAsync(ct);
        return EmailAddress.TryParse(name, out var address) ? address : null;
    }

    /// <summary>A path as a header may carry it.</summary>
    internal static string Escaped(string path) => Uri.TryCreate(path, UriKind.Relative, out _) ? string.Concat(path.Select(c => c is > ' ' and < '\u007f' and not '"' and not '\'' ? c.ToString() : Uri.EscapeDataString(c.ToString()))) : SignInAddress.Default;

    internal static RazorComponentResult Page<TPage>(object parameters, int status = 200) where TPage : Microsoft.AspNetCore.Components.IComponent =>
        new RazorComponentResult<TPage>(parameters) { StatusCode = status, PreventStreamingRendering = true };
}
