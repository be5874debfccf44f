using Microsoft.AspNetCore.Http.Extensions;

namespace Foyer.SignIn;

/// <summary>Writes the address of the sign-in page.</summary>
public static class SignInAddress
{
    public const string Path = "/signin";
    /// <summary>Where people land who came without an aim.</summary>
    public const string Default = "/myapps";

    /// <summary>
    /// <paramref name="back"/> is a local path; <paramref name="tenant"/> is whose colours the page shows; <paramref name="prompt"/> is
    /// <c>login</c> or <c>select_account</c>; a <paramref name="isFixed"/> address cannot be changed by the person; <paramref name="domainHint"/>
    /// stands in the field already, so that only the name before it is typed.
    /// </summary>
    public static string To(string? back, string? loginHint = null, Guid? tenant = null, string? prompt = null, bool isFixed = false, string? domainHint = null)
    {
        var query = new QueryBuilder();
        if (!string.IsNullOrEmpty(back)) query.Add("return", back);
        if (!string.IsNullOrEmpty(loginHint)) query.Add("login_hint", loginHint);
        if (tenant is { } id) query.Add("tenant", id.ToString("D"));
        if (!string.IsNullOrEmpty(prompt)) query.Add("prompt", prompt);
        if (isFixed) query.Add("fixed", "true");
        if (!string.IsNullOrEmpty(domainHint)) query.Add("domain_hint", domainHint);
        return Path + query.ToQueryString();
    }
}
