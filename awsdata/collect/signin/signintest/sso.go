package signintest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// The device code, and what a person is shown of it.
const (
	deviceCode = "device-code"
	UserCode   = "ABCD-EFGH"
	Page       = "https://device.sso.eu-west-1.amazonaws.com/"
)

func (s *Server) register(w http.ResponseWriter, _ *http.Request, c Call) {
	if c.Params.Get("clientType") != "public" || c.Params.Get("clientName") == "" {
		jsonError(w, 400, "InvalidClientMetadataException", "invalid_client_metadata")
		return
	}
	jsonAnswer(w, map[string]any{"clientId": "client", "clientSecret": "client secret",
		"clientSecretExpiresAt": time.Date(2027, 2, 3, 4, 5, 6, 0, time.UTC).Unix()})
}

func (s *Server) device(w http.ResponseWriter, _ *http.Request, c Call) {
	if c.Params.Get("startUrl") != s.Portal || c.Params.Get("clientSecret") != "client secret" {
		jsonError(w, 400, "InvalidRequestException", "invalid_request")
		return
	}
	page := cmp.Or(s.Page, Page)
	jsonAnswer(w, map[string]any{"deviceCode": deviceCode, "userCode": UserCode, "verificationUri": page,
		"verificationUriComplete": page + "?user_code=" + UserCode, "expiresIn": 600, "interval": 1})
}

func (s *Server) createToken(w http.ResponseWriter, _ *http.Request, c Call) {
	renewed := c.Params.Get("grantType") == "refresh_token"
	switch {
	case c.Params.Get("clientId") != "client" || c.Params.Get("clientSecret") != "client secret":
		jsonError(w, 401, "InvalidClientException", "invalid_client")
		return
	case renewed && (s.Refresh == "" || c.Params.Get("refreshToken") != s.Refresh):
		jsonError(w, 400, "InvalidGrantException", "invalid_grant")
		return
	case !renewed && c.Params.Get("deviceCode") != deviceCode:
		jsonError(w, 400, "InvalidGrantException", "invalid_grant")
		return
	case !renewed && len(s.Confirm) > 0:
		why := s.Confirm[0]
		s.Confirm = s.Confirm[1:]
		jsonError(w, 400, why, strings.ToLower(why))
		return
	}
	s.tokens++
	s.token, s.Refresh = fmt.Sprintf("token %d", s.tokens), fmt.Sprintf("refresh %d", s.tokens)
	jsonAnswer(w, map[string]any{"accessToken": s.token, "refreshToken": s.Refresh, "tokenType": "Bearer",
		"expiresIn": 3600})
}

func (s *Server) roleCredentials(w http.ResponseWriter, r *http.Request, _ Call) {
	switch token := r.Header.Get("X-Amz-Sso_bearer_token"); {
	case token == "" || token != s.token:
		jsonError(w, 401, "UnauthorizedException", "Session token not found or invalid")
	case s.Empty:
		jsonAnswer(w, map[string]any{})
	case s.Denied:
		jsonError(w, 403, "ForbiddenException", "No access")
	default:
		id, secret, session, ends := s.keys("sso")
		jsonAnswer(w, map[string]any{"roleCredentials": map[string]any{"accessKeyId": id, "secretAccessKey": secret,
			"sessionToken": session, "expiration": ends.UnixMilli()}})
	}
}

// console renews a session of `aws login`. The request has to be signed with the session's own key (DPoP, RFC 9449).
func (s *Server) console(w http.ResponseWriter, r *http.Request, c Call) {
	switch {
	case s.Refuse != "":
		w.Header().Set("X-Amzn-Errortype", "AccessDeniedException")
		w.WriteHeader(http.StatusBadRequest)
		write(w, map[string]any{"error": s.Refuse, "message": "The token cannot be renewed"})
	case strings.Count(r.Header.Get("Dpop"), ".") != 2 || s.Console == "" || c.Params.Get("refreshToken") != s.Console:
		jsonError(w, 400, "ValidationException", "invalid_grant")
	default:
		id, secret, session, _ := s.keys("console")
		s.Console += "+"
		jsonAnswer(w, map[string]any{"accessToken": map[string]any{"accessKeyId": id, "secretAccessKey": secret,
			"sessionToken": session},
			"expiresIn": 900, "refreshToken": s.Console, "tokenType": "aws_sigv4"})
	}
}

func jsonAnswer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	write(w, value)
}

func jsonError(w http.ResponseWriter, status int, code, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-Errortype", code)
	w.WriteHeader(status)
	write(w, map[string]any{"error": text, "error_description": text, "message": text})
}

func write(w http.ResponseWriter, value any) {
	if err := json.NewEncoder(w).Encode(value); err != nil {
		panic(err)
	}
}
