using Foyer.Web;

namespace Foyer.SignIn;

/// <summary>What brought a browser to the sign-in page. It travels in the address of every step, so each works without script, in any tab, after a reload.</summary>
public sealed record SignInAim(string Return, string? LoginHint, Guid? Tenant, string? Prompt, bool IsFixed, string? Domain)
{
    public EmailAddress? Address => EmailAddress.TryParse(LoginHint, out var address) ? address : null;

    /// <summary>What the field for the address holds before anything is typed.</summary>
    public string? Prefilled => LoginHint ?? (Domain is null ? null : "@" + Domain);

    public bool AsksAccount => Prompt == "select_account";
    public bool AsksPassword => Prompt == "login";

    public string Href => SignInAddress.To(Return, LoginHint, Tenant, Prompt, IsFixed);

    /// <summary>The way back to the question for the address.</summary>
    public SignInAim Anybody => this with { LoginHint = null, Prompt = AsksPassword ? Prompt : null };

    public static SignInAim Of(HttpRequest request)
    {
        var query = request.Query;
        var hint = query["login_hint"].ToString().Trim();
        return new(
            LocalPath.Or(query["return"], SignInAddress.Default),
            hint.Length is 0 or > 320 ? null : hint,
            Guid.TryParse(query["tenant"], out var tenant) ? tenant : null,
            query["prompt"].ToString() switch { "login" => "login", "select_account" => "select_account", _ => null },
            query["fixed"] == "true" && EmailAddress.TryParse(hint, out _),
            EmailAddress.TryParse("name@" + query["domain_hint"], out var any) ? any.Domain : null);
    }
}
